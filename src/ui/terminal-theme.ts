import type { ITheme } from '@xterm/xterm';

const LIGHT: ITheme = {
  background: '#fafbfc',
  foreground: '#1d2530',
  cursor: '#0a5fb4',
  cursorAccent: '#fafbfc',
  selectionBackground: '#cfe2f6',
  black: '#1d2530',
  red: '#b3261e',
  green: '#1b6e43',
  yellow: '#7d5000',
  blue: '#0a5fb4',
  magenta: '#883a8c',
  cyan: '#0b6672',
  white: '#525e6d',
  brightBlack: '#5a6675',
  brightRed: '#bd2f26',
  brightGreen: '#1f7549',
  brightYellow: '#855500',
  brightBlue: '#1466bd',
  brightMagenta: '#8f4193',
  brightCyan: '#0c6d7a',
  brightWhite: '#38434f',
};

const DARK: ITheme = {
  background: '#10141a',
  foreground: '#dfe5ec',
  cursor: '#7db8f2',
  cursorAccent: '#10141a',
  selectionBackground: '#29445f',
  black: '#7d8a97',
  red: '#f2938b',
  green: '#77c898',
  yellow: '#e3b15c',
  blue: '#7db8f2',
  magenta: '#d7a0da',
  cyan: '#71c6d2',
  white: '#c9d1da',
  brightBlack: '#8d99a6',
  brightRed: '#f7aaa3',
  brightGreen: '#93d6ae',
  brightYellow: '#edc581',
  brightBlue: '#9ccaf7',
  brightMagenta: '#e3b8e5',
  brightCyan: '#92d5de',
  brightWhite: '#ffffff',
};

/** The terminal's colours for the site's theme; each passes 4.5:1 on its ground. */
export function terminalTheme(): ITheme {
  return document.documentElement.dataset['theme'] === 'dark' ? DARK : LIGHT;
}

/** Call `listener` when the site's theme changes. @returns how to stop */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}
