export { definitionAtom } from './atoms.ts';
export { compareValues } from './compare.ts';
export * from './field-set.ts';
export { fromFieldsV1, FieldsV1Error, pathText, pathTexts, toFieldsV1 } from './fields-v1.ts';
export { zeroObject } from './go-zero.ts';
export { problemText, typeProblems } from './validate.ts';
export { toFieldSet } from './walk.ts';
export {
  applyConfiguration,
  ConflictError,
  updateManagers,
  type Conflict,
  type Managers,
  type MergeScope,
  type VersionedSet,
} from './updater.ts';
