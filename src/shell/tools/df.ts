import { humanSize } from './numbers.ts';
import { Failure, quote, reason, tool } from './tool.ts';

/** What a volume without a limit is taken to have: the node's disk. */
const DISK = 60 * 1024 * 1024 * 1024;

/** df(1). */
export const df = tool(
  {
    options:
      'a/all h/human-readable H/si k m T/print-type i/inodes l/local P/portability t:/type x:/exclude-type B:/block-size',
  },
  function* (t) {
    const { fs } = t.context;
    const mounts = fs.mounts().filter(({ volume }) => t.options.has('a') || volume.type !== 'proc');
    let chosen = [...mounts];
    if (t.operands.length > 0) {
      chosen = [];
      for (const operand of t.operands) {
        try {
          const { volume } = fs.stat(t.path(operand));
          const real = fs.realpath(t.path(operand));
          const mount = mounts
            .filter(
              (one) =>
                one.volume === volume &&
                (real === one.path || real.startsWith(one.path === '/' ? '/' : `${one.path}/`)),
            )
            .at(-1);
          if (mount) chosen.push(mount);
        } catch (error) {
          yield* t.warn(`${operand}: ${reason(error)}`);
        }
      }
      if (chosen.length === 0) {
        if (t.status !== 0) return;
        throw new Failure('no file systems processed');
      }
    }
    const only = t.options.get('t');
    if (only !== undefined) chosen = chosen.filter(({ volume }) => volume.type === only);
    if (t.options.has('B')) throw new Failure(`the option ${quote('-B')} is not available here`);
    const human = t.options.has('h') || t.options.has('H');
    const unit = t.options.has('m') ? 1024 * 1024 : 1024;
    const size = (bytes: number): string => (human ? humanSize(bytes) : String(Math.ceil(bytes / unit)));
    const header = [
      'Filesystem',
      ...(t.options.has('T') ? ['Type'] : []),
      human ? 'Size' : t.options.has('m') ? '1M-blocks' : t.options.has('P') ? '1024-blocks' : '1K-blocks',
      'Used',
      human ? 'Avail' : 'Available',
      t.options.has('P') ? 'Capacity' : 'Use%',
      'Mounted on',
    ];
    const rows = chosen.map(({ path, volume }) => {
      const total = volume.limit === Infinity ? DISK : volume.limit;
      const left = Math.max(0, total - volume.used);
      const share = total === 0 ? '-' : `${Math.ceil((volume.used / total) * 100)}%`;
      return [
        volume.name,
        ...(t.options.has('T') ? [volume.type] : []),
        size(total),
        size(volume.used),
        size(left),
        share,
        path,
      ];
    });
    const table = [header, ...rows];
    const widths = header.map((_, at) => Math.max(...table.map((row) => row[at]?.length ?? 0)));
    widths[0] = Math.max(14, widths[0] ?? 0);
    const lefts = t.options.has('T') ? 2 : 1;
    for (const row of table) {
      t.put(
        `${row
          .map((cell, at) => {
            if (at === row.length - 1) return cell;
            return at < lefts ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0);
          })
          .join(' ')}\n`,
      );
    }
  },
);
