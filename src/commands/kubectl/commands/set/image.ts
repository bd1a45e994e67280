import type { Task } from '../../../../sim/index.ts';
import type { Cli } from '../../cli.ts';
import { CliError } from '../../errors.ts';
import { objects, text, type JsonObject } from '../../json.ts';
import { splitPairs } from '../label.ts';
import { withPodSpec } from '../pod-spec.ts';
import { AsItStands, checkSetTargets, patchEach } from './patch.ts';

/** `kubectl set image TYPE/NAME CONTAINER=IMAGE`. Models kubectl's pkg/cmd/set/set_image.go. */
export function* setImage(cli: Cli): Task<void> {
  const { resources, pairs } = splitPairs(cli.args, 'image');
  const images = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals <= 0) throw new CliError(`invalid image format: ${pair}`);
    images.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
  const check = (): void => {
    checkSetTargets(cli, resources);
    if (images.size === 0) throw new CliError('at least one image update is required');
    if (images.size > 1 && images.has('*')) {
      throw new CliError(
        'all containers are already specified by *, but saw more than one container_name=container_image pairs',
      );
    }
  };
  const form = { done: 'image updated', failed: 'failed to patch image update to pod template', check };
  yield* patchEach(cli, resources, form, (target) =>
    withPodSpec(target, (spec) => {
      const names = [...objects(spec.initContainers), ...objects(spec.containers)].map((one) =>
        text(one.name),
      );
      for (const name of images.keys()) {
        if (name !== '*' && !names.includes(name))
          throw new AsItStands(`unable to find container named ${JSON.stringify(name)}`);
      }
      const replaced = (key: string): JsonObject =>
        spec[key] === undefined
          ? {}
          : {
              [key]: objects(spec[key]).map((one) => ({
                ...one,
                image: images.get('*') ?? images.get(text(one.name)) ?? one.image,
              })),
            };
      return { ...spec, ...replaced('initContainers'), ...replaced('containers') };
    }),
  );
}
