// A submit button with data-confirm="Question?" asks once more in a dialog. Without script the form simply posts.
//   data-confirm-text    a second sentence (optional)
//   data-confirm-button  the words of the yes (optional)

const dialog = document.getElementById("confirm-dialog");
let asking = null;

function ask(button) {
  asking = button;
  const { confirm, confirmText = "", confirmButton } = button.dataset;
  const text = dialog.querySelector("[data-confirm-text]");
  const yes = dialog.querySelector("[data-confirm-yes]");
  dialog.querySelector("h2").textContent = confirm;
  text.textContent = confirmText;
  text.hidden = !confirmText;
  yes.textContent = confirmButton ?? yes.dataset.confirmDefault;
  dialog.returnValue = "no";
  dialog.showModal();
}

document.addEventListener(
  "submit",
  (event) => {
    const button = event.submitter;
    if (!dialog || !button?.dataset.confirm || button === asking) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(button);
  },
  { capture: true },
);

dialog?.addEventListener("close", () => {
  const button = asking;
  if (dialog.returnValue === "yes") button.form.requestSubmit(button);
  asking = null;
});
