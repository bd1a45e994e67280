// Runs before the first paint: the theme that the reader chose, or the system's, and the width of the text. On a page with a workspace
// it also starts the session's Worker, which brings the cluster up while the page is still being read.
(function () {
  var root = document.documentElement;
  var dark = matchMedia('(prefers-color-scheme: dark)');
  function stored(key) {
    try {
      return localStorage.getItem(key);
    } catch (error) {
      return null;
    }
  }
  function apply() {
    var chosen = stored('podlab-theme') || 'system';
    root.dataset.themeChoice = chosen;
    root.dataset.theme = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen;
  }
  apply();
  dark.addEventListener('change', apply);
  addEventListener('storage', apply);
  addEventListener('podlab-theme', apply);
  var split = Number(stored('podlab-split'));
  if (split >= 20 && split <= 70) root.style.setProperty('--split', split + '%');
  start(document.currentScript.dataset);

  // Taken over by src/ui/watched-worker.ts. The names are those of src/session/messages.ts and src/ui/client.ts.
  function start(page) {
    if (!page.worker || !page.world || !window.Worker) return;
    var early = { failed: false, worker: new Worker(page.worker, { type: 'module', name: 'podlab session' }) };
    early.worker.onerror = function () {
      early.failed = true;
    };
    var last = null;
    try {
      last = sessionStorage.getItem('podlab-world ' + page.world);
    } catch (error) {
      // Then it is the lesson's own world.
    }
    early.worker.postMessage({ type: 'prepare', id: last || page.world });
    window.podlabEarly = early;
  }
})();
