/** Buttons that copy what stands in an input, and say so for a moment in their own place. */
export function copying() {
  document.addEventListener('click', async (event) => {
    const button = event.target.closest('[data-copy]');
    const input = button && document.getElementById(button.dataset.copy);
    if (!input) {
      return;
    }
    input.select();
    try {
      await navigator.clipboard.writeText(input.value);
    } catch {
      // No right to the clipboard, or no secure address: it is selected, and Ctrl+C takes it.
      return;
    }
    const label = button.lastChild;
    button.dataset.label ??= label.textContent;
    label.textContent = button.dataset.copied;
    setTimeout(() => { label.textContent = button.dataset.label; }, 2000);
  });
}
