/** Files to send: a drop anywhere on their page is taken, and a file that was chosen goes off by itself. */
export function files() {
  const place = () => document.querySelector('.drop');
  const carries = (event) => place() && [...(event.dataTransfer?.types ?? [])].includes('Files');

  for (const name of ['dragenter', 'dragover', 'dragleave', 'drop']) {
    document.addEventListener(name, (event) => {
      if (!carries(event)) {
        return;
      }
      // Else a browser leaves the page for the file when it misses its field.
      event.preventDefault();
      place().classList.toggle('over', name === 'dragenter' || name === 'dragover');
      if (name === 'drop' && event.dataTransfer.files.length > 0) {
        const input = place().querySelector('input[type="file"]');
        input.files = event.dataTransfer.files;
        input.form.requestSubmit();
      }
    });
  }

  document.addEventListener('change', (event) => {
    if (event.target.matches?.('input[type="file"][data-send]') && event.target.files.length > 0) {
      event.target.form.requestSubmit();
    }
  });
}
