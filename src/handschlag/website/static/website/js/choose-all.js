// In a group marked data-choose-all the button data-all chooses every box, or none where all are chosen. Without script it is not there.

for (const group of document.querySelectorAll("[data-choose-all]")) {
  const button = group.querySelector("[data-all]");
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  button.hidden = false;
  button.addEventListener("click", () => {
    const choose = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = choose;
  });
}
