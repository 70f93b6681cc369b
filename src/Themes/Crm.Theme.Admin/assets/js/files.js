/** Files to send: a drop lights up, and a file that was chosen goes off by itself. */
export function files() {
  for (const name of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    document.addEventListener(name, (event) => {
      const drop = event.target.closest?.('.drop');
      drop?.classList.toggle('over', name === 'dragenter' || name === 'dragover');
    });
  }

  document.addEventListener('change', (event) => {
    if (event.target.matches?.('input[type="file"][data-send]') && event.target.files.length > 0) {
      event.target.form.requestSubmit();
    }
  });
}
