export * from './create.ts';
export * from './json-patch.ts';
export * from './merge.ts';
export * from './strategic.ts';
export { patchMeta, patchTags, type PatchMeta } from './strategies.ts';
