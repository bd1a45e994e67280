/**
 * How fast Podlab is, beside its peer: `npm run bench`, or `npm run bench -- boot` for the scenarios whose names have that in them;
 * `--json` prints the figures as JSON. Processor time stands beside that of a fixed loop in the same process ("x loop"), so that figures
 * from different and from busy machines can be compared; "waits" is the time on the wall in which the process did no work.
 * The page's scenarios want a built site (`npm run build`) and Chromium.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { loopTime, measure, median, warmUp, type Figure, type Scenario } from './bench/measure.ts';
import { pageFigures } from './bench/page.ts';
import { loadPeer, peerScenarios, peerVersion } from './bench/peer.ts';
import { coldBoot, NAMES, podlabScenarios, SIZES } from './bench/podlab.ts';
import { header, line } from './bench/report.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const only = positionals.join(' ');
const RUNS = 5;

const figures: Figure[] = [];

function tell(figure: Figure): void {
  figures.push(figure);
  if (!values.json) console.log(line(figure));
}

const wanted = (name: string): boolean => name.includes(only);

async function tellAll(of: string, scenarios: readonly Scenario[]): Promise<void> {
  for (const each of scenarios) if (wanted(each.name)) tell(await measure(of, each));
}

warmUp();
if (!values.json) console.log(header());
if (wanted(NAMES.coldBoot)) tell(coldBoot(RUNS));
await tellAll('podlab', podlabScenarios(SIZES));
if ([NAMES.boot, ...SIZES.pods.map(NAMES.pods), NAMES.probed(SIZES)].some(wanted)) {
  const peer = await loadPeer();
  const of = `webernetes ${peerVersion()}`;
  await tellAll(`${of}, stepped`, peerScenarios(peer, SIZES, 'stepped'));
  await tellAll(of, peerScenarios(peer, SIZES, 'own time'));
}
if (['navigation to prompt', 'bytes of a visit'].some((name) => name.includes(only) || only.includes(name))) {
  try {
    for (const figure of await pageFigures(RUNS)) if (wanted(figure.name)) tell(figure);
  } catch (error) {
    console.error(`the page was not measured: ${error instanceof Error ? error.message : String(error)}`);
  }
}
const loop = median([loopTime(), loopTime(), loopTime()]);
const machine = `${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}`;
if (values.json) console.log(JSON.stringify({ machine, loop, figures }, undefined, 2));
else console.log(`\nthe loop itself takes ${loop.toFixed(0)} ms now; ${machine}`);
// The peer's clusters leave timers behind.
process.exit(0);
