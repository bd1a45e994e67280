// Runs before the first paint: the theme that the reader chose, or the system's, and the width of the text.
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
})();
