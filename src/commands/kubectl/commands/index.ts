import type { Command } from '../cli.ts';
import { apply, viewLastApplied } from './apply.ts';
import { CONFIG } from './config.ts';
import { create, replace } from './create-file.ts';
import { del } from './delete.ts';
import { describe } from './describe.ts';
import { apiResources, apiVersions } from './discovery.ts';
import { attach, exec } from './exec.ts';
import { explain } from './explain.ts';
import { GENERATORS } from './generate.ts';
import { get } from './get.ts';
import { annotate, label } from './label.ts';
import { logs } from './logs.ts';
import { canI, clusterInfo, edit, events, expose, top } from './misc.ts';
import { cordon, drain, taint, uncordon } from './nodes.ts';
import { patch } from './patch.ts';
import { run } from './run.ts';
import { rolloutRestart, scale, setImage } from './scale.ts';
import { version } from './version.ts';
import { rolloutStatus, wait } from './wait.ts';

/** What each command line runs, by its words after `kubectl`. */
export const RUN: Readonly<Record<string, Command>> = {
  ...CONFIG,
  ...GENERATORS,
  annotate,
  apply,
  'apply view-last-applied': viewLastApplied,
  'api-resources': apiResources,
  'api-versions': apiVersions,
  attach,
  create,
  delete: del,
  describe,
  exec,
  explain,
  get,
  label,
  logs,
  patch,
  replace,
  version,
  'auth can-i': canI,
  'cluster-info': clusterInfo,
  cordon,
  drain,
  edit,
  events,
  expose,
  'rollout restart': rolloutRestart,
  'rollout status': rolloutStatus,
  run,
  scale,
  'set image': setImage,
  taint,
  'top node': top,
  'top pod': top,
  uncordon,
  wait,
};
