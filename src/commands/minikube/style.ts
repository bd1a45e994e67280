/** A mark before a line: an emoji on a terminal in colour, plain ASCII elsewhere. Models pkg/minikube/style. */
export interface Style {
  readonly emoji: string;
  readonly plain: string;
}

const style = (emoji: string, plain = '* '): Style => ({ emoji: emoji === '' ? '' : `${emoji}  `, plain });

export const STYLES = {
  check: style('✅'),
  containerd: style('📦'),
  cni: style('🔗'),
  deleted: style('💀'),
  deletingHost: style('🔥'),
  empty: style('', ''),
  enabled: style('🌟'),
  failure: style('❌', 'X '),
  fatal: style('💣', 'X '),
  happy: style('😄'),
  meh: style('🙄', '! '),
  network: style('🌐'),
  option: { emoji: '    ▪ ', plain: '  - ' },
  pulling: style('🚜'),
  ready: style('🏄'),
  restarting: style('🔄'),
  running: style('🏃'),
  shrug: style('🤷'),
  shutdown: style('🛑'),
  sparkle: style('✨'),
  startingVM: style('🔥'),
  stopped: style('🛑'),
  stopping: style('✋'),
  thumbsUp: style('👍'),
  tip: style('💡'),
  usage: style('💡'),
  verifying: style('🔎'),
  warning: style('❗', '! '),
  workaround: style('👉', '  '),
} as const satisfies Readonly<Record<string, Style>>;

export type StyleName = keyof typeof STYLES;
