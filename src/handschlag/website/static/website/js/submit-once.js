// A form with data-submit-once posts once, however often the button is pressed. The button stays enabled: its value is sent.

const underWay = new WeakSet();

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-submit-once]")) return;
    if (underWay.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    underWay.add(form);
    event.submitter?.setAttribute("aria-busy", "true");
  },
  { capture: true },
);

function release(form) {
  underWay.delete(form);
  for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
}

// Back in the browser's history, or answered by htmx without leaving the page: the form may post again.
addEventListener("pageshow", () => document.querySelectorAll("[data-submit-once]").forEach(release));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.target.closest?.("[data-submit-once]");
  if (form) release(form);
});
