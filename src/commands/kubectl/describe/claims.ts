import { at, list, object, text, type Json, type JsonObject } from '../json.ts';
import { annotationLines, labelLines, type Lines } from './writer.ts';

const BETA_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** A class by its annotation of old, or by its field. */
export const classOf = (target: JsonObject): string =>
  text(at(target, 'metadata', 'annotations', BETA_CLASS)) || text(at(target, 'spec', 'storageClassName'));

const MODES: readonly (readonly [mode: string, short: string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

export const accessModes = (modes: Json | undefined): string => {
  const names = list(modes).map(text);
  return MODES.filter(([mode]) => names.includes(mode))
    .map(([, short]) => short)
    .join(',');
};

export const finalizers = (target: JsonObject): string =>
  `[${list(at(target, 'metadata', 'finalizers'))
    .map(text)
    .join(' ')}]`;

/**
 * What a claim, or the template of one, asks for and has. Models printPersistentVolumeClaim.
 * @param status of a claim; absent for a template
 */
export function claimLines(w: Lines, claim: JsonObject, status?: string): void {
  const spec = object(claim.spec);
  const line = (title: string, value: string): void => w.write(0, `${title}:\t${value}\n`);
  line('StorageClass', classOf(claim));
  if (status !== undefined) line('Status', status);
  line('Volume', text(spec.volumeName));
  labelLines(w, 'Labels', at(claim, 'metadata', 'labels'));
  annotationLines(w, 'Annotations', at(claim, 'metadata', 'annotations'));
  if (status !== undefined) line('Finalizers', finalizers(claim));
  const bound = text(spec.volumeName) !== '';
  line('Capacity', bound ? text(at(claim, 'status', 'capacity', 'storage')) || '0' : '');
  line('Access Modes', bound ? accessModes(at(claim, 'status', 'accessModes')) : '');
  if (spec.volumeMode !== undefined) line('VolumeMode', text(spec.volumeMode));
  if (!spec.dataSource) return;
  const source = object(spec.dataSource);
  line('DataSource', '');
  if (source.apiGroup !== undefined) w.write(1, `APIGroup:\t${text(source.apiGroup)}\n`);
  w.write(1, `Kind:\t${text(source.kind)}\n`);
  w.write(1, `Name:\t${text(source.name)}\n`);
}
