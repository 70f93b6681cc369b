/**
 * News the moment they arrive. The bell names the stream; a tab that is not looked at lets go of it, since browsers keep few
 * connections, and catches up when it is looked at again.
 */
const settle = 1500;

export function live() {
  const bell = document.querySelector('[data-stream]');
  if (!bell) {
    return;
  }
  const address = new URL(bell.dataset.stream, location.href);
  let source;
  let timer;

  const tell = (event) => {
    address.searchParams.set('after', event.lastEventId);
    const news = JSON.parse(event.data);
    bell.querySelector('[data-unread]').textContent = news.unread;
    bell.querySelector('[data-unread-label]').textContent = news.label;
    const host = document.getElementById('toasts');
    const toast = document.createElement('div');
    toast.className = 'toast notice';
    toast.setAttribute('role', 'status');
    const text = document.createElement('p');
    text.className = 'grow';
    text.textContent = news.text;
    const open = document.createElement('a');
    open.href = news.link;
    open.textContent = news.open;
    const close = document.createElement('button');
    close.type = 'button';
    close.dataset.close = '';
    close.textContent = host.dataset.close;
    toast.append(text, open, close);
    host.append(toast);
  };

  const listen = () => {
    clearTimeout(timer);
    source?.close();
    source = null;
    if (document.visibilityState === 'visible') {
      timer = setTimeout(() => {
        source = new EventSource(address);
        source.addEventListener('notice', tell);
      }, settle);
    }
  };

  document.addEventListener('visibilitychange', listen);
  window.addEventListener('pagehide', () => source?.close());
  window.addEventListener('pageshow', (event) => event.persisted && listen());
  listen();
}
