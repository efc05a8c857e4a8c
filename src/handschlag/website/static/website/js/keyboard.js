// Keys for people who live in lists: j and k move, Enter opens, "/" searches, "?" helps, "g" and a letter goes to a room.
// Lists are marked data-keyboard-list; what can be opened is the first link in each row or item, and a button in it marked
// data-press="m" is pressed by m.

const SWITCH = "keyboard-off";
const help = document.getElementById("keys-dialog");
const toggle = help?.querySelector("[data-keyboard-switch]");
let going = false;

const isOff = () => localStorage.getItem(SWITCH) === "yes";
const isTyping = (target) => target.closest("input, textarea, select, dialog, [contenteditable]") !== null;

function links() {
  const items = document.querySelectorAll("[data-keyboard-list] :is(tbody tr, li)");
  return [...items].map((item) => item.querySelector("a[href]")).filter(Boolean);
}

function move(step) {
  const all = links();
  const here = all.findIndex((link) => link.parentElement.closest("tr, li")?.contains(document.activeElement));
  const next = here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step;
  all[next]?.focus();
}

function buttonFor(key) {
  const item = document.activeElement.closest("[data-keyboard-list] :is(tbody tr, li)");
  const button = item?.querySelector(`[data-press="${CSS.escape(key)}"]`);
  return button && (() => button.click());
}

const keys = {
  j: () => move(1),
  k: () => move(-1),
  "/": () => document.querySelector("main [type=search], main [name=q]")?.focus(),
  "?": () => help?.showModal(),
};

document.addEventListener("keydown", (event) => {
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
