// In a group marked data-digits the keys 1 to 9 choose the first to ninth round button. A text that is being written keeps its digits.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
  const field = event.target.closest("input, textarea, select");
  if (field && field.type !== "radio") return;
  const group = event.target.closest("form")?.querySelector("[data-digits]");
  const choice = group?.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  choice.focus();
});
