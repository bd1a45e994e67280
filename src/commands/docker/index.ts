/** `docker` on the learner's machine, where minikube's machines are its containers. Entry point: {@link docker}. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { ClusterNode, NodeHost } from '../../cluster/node-host.ts';
import { KICBASE_VERSION } from '../../cluster/presets/minikube/versions.ts';
import type { Program, ProgramContext } from '../../shell/types.ts';
import { work, type Task } from '../../sim/index.ts';
import { humanDuration } from './duration.ts';
import { drawColumns } from './table.ts';

const START_COST = 15;
const IMAGE = `gcr.io/k8s-minikube/kicbase:${KICBASE_VERSION}`;
const VERSION = 'Docker version 29.1.3, build f52814d\n';
/** What a node's machine listens on: ssh, the container daemon, the registry, the API server, the auto-pause proxy. */
const PORTS = [22, 2376, 5000, 8443, 32_443];
/** How a machine that was shut down from within has ended. */
const EXIT_CODE = 130;

/** The docker command line tool for the host of the cluster's machines; of its commands, those that look. */
export function docker(host: NodeHost): Program {
  return function* (context) {
    yield* work(START_COST);
    const [command = '', ...rest] = context.argv.slice(1);
    const words =
      command === 'container' && ['ls', 'list', 'ps'].includes(rest[0] ?? '') ? rest.slice(1) : rest;
    switch (command) {
      case 'ps':
        return yield* ps(host, context, words);
      case 'container':
        if (words !== rest) return yield* ps(host, context, words);
        break;
      case '-v':
      case '--version':
        yield* context.stdout.write(VERSION);
        return 0;
    }
    const what = command === '' ? '' : ` ${command}`;
    yield* context.stderr.write(
      `docker: "docker${what}" is not part of this simulation; "docker ps" shows the machines of minikube's nodes\n`,
    );
    return 1;
  };
}

interface Options {
  all: boolean;
  quiet: boolean;
  whole: boolean;
  format: string | undefined;
}

/** @returns what is wrong with the words, or what they say */
function optionsOf(words: readonly string[]): Options | string {
  const options: Options = { all: false, quiet: false, whole: false, format: undefined };
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === '--no-trunc') options.whole = true;
    else if (word === '--all') options.all = true;
    else if (word === '--quiet') options.quiet = true;
    else if (word === '--format') options.format = words[++i] ?? '';
    else if (word.startsWith('--format=')) options.format = word.slice('--format='.length);
    else if (/^-[aq]+$/.test(word)) {
      options.all ||= word.includes('a');
      options.quiet ||= word.includes('q');
    } else if (word.startsWith('-')) return `unknown flag: ${word}`;
    else return `docker: "docker ps" accepts no arguments`;
  }
  return options;
}

function* ps(host: NodeHost, context: ProgramContext, words: readonly string[]): Task<number> {
  const options = optionsOf(words);
  if (typeof options === 'string') {
    yield* context.stderr.write(
      `${options}\n\nUsage:  docker ps [OPTIONS]\n\nRun 'docker ps --help' for more information\n`,
    );
    return 125;
  }
  const now = context.sim.time;
  // The newest first.
  const containers = [...host.nodes.values()]
    .filter(({ machine }) => options.all || machine.state !== 'stopped')
    .reverse()
    .map((node) => describe(node, now, options.whole));
  const { format } = options;
  if (options.quiet) yield* context.stdout.write(containers.map(({ ID }) => `${ID}\n`).join(''));
  else if (format === undefined) {
    const head = ['CONTAINER ID', 'IMAGE', 'COMMAND', 'CREATED', 'STATUS', 'PORTS', 'NAMES'];
    const rows = containers.map((each) => [
      ...[each.ID, each.Image, each.Command, each.RunningFor, each.Status, each.Ports, each.Names],
    ]);
    yield* context.stdout.write(drawColumns([head, ...rows]));
  } else {
    for (const each of containers) {
      const line = format.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (place, name: string) =>
        Object.hasOwn(each, name) ? each[name as keyof Described] : place,
      );
      yield* context.stdout.write(`${line}\n`);
    }
  }
  return 0;
}

interface Described {
  readonly ID: string;
  readonly Image: string;
  readonly Command: string;
  readonly RunningFor: string;
  readonly Status: string;
  readonly Ports: string;
  readonly Names: string;
}

function describe({ name, machine, firstPort }: ClusterNode, now: number, whole: boolean): Described {
  const id = bytesToHex(
    sha256(new TextEncoder().encode(`${machine.sim.seed} container ${name} ${machine.createdAt}`)),
  );
  const up = machine.state !== 'stopped';
  return {
    ID: whole ? id : id.slice(0, 12),
    Image: IMAGE,
    Command: whole ? '"/usr/local/bin/entrypoint /sbin/init"' : '"/usr/local/bin/entr…"',
    RunningFor: `${humanDuration(now - machine.createdAt)} ago`,
    Status: up
      ? `Up ${humanDuration(now - machine.startedAt)}`
      : `Exited (${EXIT_CODE}) ${humanDuration(now - machine.stoppedAt)} ago`,
    Ports: up ? PORTS.map((port, index) => `127.0.0.1:${firstPort + index}->${port}/tcp`).join(', ') : '',
    Names: name,
  };
}
