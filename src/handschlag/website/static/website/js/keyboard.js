// Keys for people who live in lists: j and k move, Enter opens, "/" searches, "?" helps, "g" and a letter goes to a room.
// Lists are marked data-keyboard-list; what can be opened is the first link in each row or item, and a button in it marked
// data-press="m" is pressed by m. Ctrl and Enter send the form one is writing in.

const SWITCH = "keyboard-off";
const ROW = "[data-keyboard-list] :is(tbody tr, li)";
const help = document.getElementById("keys-dialog");
const toggle = help?.querySelector("[data-keyboard-switch]");
let going = false;

const isOff = () => localStorage.getItem(SWITCH) === "yes";
const isTyping = (target) => target.closest("input, textarea, select, dialog, [contenteditable]") !== null;

function links() {
  return [...document.querySelectorAll(ROW)].map((item) => item.querySelector("a[href]")).filter(Boolean);
}

function move(step) {
  const all = links();
  const here = all.findIndex((link) => link.parentElement.closest("tr, li")?.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
  all[next]?.focus();
}

function buttonFor(key) {
  const button = document.activeElement.closest(ROW)?.querySelector(`[data-press="${CSS.escape(key)}"]`);
  return button && (() => press(button));
}

function press(button) {
  button.click();
  if (button.matches("details[open] > summary")) button.parentElement.querySelector("input:not([type=hidden]), select, textarea")?.focus();
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  "/": () => document.querySelector("main [type=search], main [name=q]")?.focus(),
  "?": () => help?.showModal(),
};

function send(form) {
  form?.querySelector("button[type=submit]:not([formaction])")?.click(); // htmx sends along what was clicked, not what was submitted with
}

// A list that htmx put anew: whoever stood in it stands where they stood, or at the same place where that is gone.
let stood = null;
document.addEventListener("htmx:beforeSwap", () => {
  const row = document.activeElement.closest(ROW);
  stood = row && { id: row.id, place: [...document.querySelectorAll(ROW)].indexOf(row) };
});
document.addEventListener("htmx:afterSettle", () => {
  if (!stood || document.activeElement !== document.body) return;
  const rows = document.querySelectorAll(ROW);
  const row = (stood.id && document.getElementById(stood.id)) || rows[Math.min(stood.place, rows.length - 1)];
  row?.querySelector("a[href]")?.focus();
  stood = null;
});

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") send(event.target.form);
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isOff()) return;
  const act = going ? () => document.querySelector(`[data-go="${CSS.escape(event.key)}"]`)?.click() : keys[event.key] ?? buttonFor(event.key);
  going = !going && event.key === "g";
  if (!act) return;
  event.preventDefault();
  act();
});

// Single keys disturb people who speak to their computer; here they are turned off.
if (toggle) {
  toggle.checked = !isOff();
  toggle.addEventListener("change", () => localStorage.setItem(SWITCH, toggle.checked ? "no" : "yes"));
}
for (const button of document.querySelectorAll("[data-keyboard-help]")) {
  button.hidden = false;
  button.addEventListener("click", () => help?.showModal());
}
