import type { Command } from '../cli.ts';
import { apply, viewLastApplied } from './apply.ts';
import { canI, whoAmI } from './auth.ts';
import { autoscale } from './autoscale.ts';
import { completion } from './completion.ts';
import { CONFIG } from './config.ts';
import { cp } from './cp.ts';
import { create, replace } from './create-file.ts';
import { debug } from './debug.ts';
import { del } from './delete.ts';
import { describe } from './describe.ts';
import { diff } from './diff.ts';
import { apiResources, apiVersions } from './discovery.ts';
import { attach, exec } from './exec.ts';
import { explain } from './explain.ts';
import { expose } from './expose.ts';
import { GENERATORS } from './generate.ts';
import { get } from './get.ts';
import { annotate, label } from './label.ts';
import { logs } from './logs.ts';
import { events } from './events.ts';
import { edit } from './edit.ts';
import { clusterInfo, top } from './misc.ts';
import { pluginList } from './plugins.ts';
import { drain } from './drain.ts';
import { cordon, taint, uncordon } from './nodes.ts';
import { patch } from './patch.ts';
import { run } from './run.ts';
import { rolloutPause, rolloutRestart, rolloutResume } from './rollout/change.ts';
import { rolloutHistory } from './rollout/history.ts';
import { rolloutStatus } from './rollout/status.ts';
import { rolloutUndo } from './rollout/undo.ts';
import { scale } from './scale.ts';
import { setEnv } from './set/env.ts';
import { setImage } from './set/image.ts';
import { setResources, setSelector, setServiceAccount, setSubject } from './set/others.ts';
import { version } from './version.ts';
import { wait } from './wait.ts';

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
  cp,
  create,
  debug,
  delete: del,
  describe,
  diff,
  exec,
  explain,
  get,
  label,
  logs,
  patch,
  replace,
  version,
  autoscale,
  'auth can-i': canI,
  'auth whoami': whoAmI,
  completion,
  'plugin list': pluginList,
  'cluster-info': clusterInfo,
  cordon,
  drain,
  edit,
  events,
  expose,
  'rollout history': rolloutHistory,
  'rollout pause': rolloutPause,
  'rollout restart': rolloutRestart,
  'rollout resume': rolloutResume,
  'rollout status': rolloutStatus,
  'rollout undo': rolloutUndo,
  run,
  scale,
  'set env': setEnv,
  'set image': setImage,
  'set resources': setResources,
  'set selector': setSelector,
  'set serviceaccount': setServiceAccount,
  'set subject': setSubject,
  taint,
  'top node': top,
  'top pod': top,
  uncordon,
  wait,
};
