/** One boot in a fresh process, for `coldBoot` of podlab.ts: prints its times as JSON. */
import { loopTime, processorTime, warmUp } from './measure.ts';
import { newWorld } from './worlds.ts';

const startedAt = performance.now();
const before = processorTime();
newWorld();
const processor = processorTime() - before;
const wall = performance.now() - startedAt;
warmUp();
console.log(JSON.stringify({ processor, wall, loop: (loopTime() + loopTime()) / 2 }));
