/** Arbitraries made out of the contract: whatever is drawn for a kind follows from its entry and the tables. */
export { defects } from './defects.ts';
export type { Defect, DefectCase } from './defects.ts';
export { immutablePaths } from './immutable.ts';
export type { ForbiddenChange } from './immutable.ts';
export { manifests, smallManifests } from './manifests.ts';
export type { Bounds } from './manifests.ts';
export { jsonValues, mergePatches, mergePatchesFor } from './patches.ts';
export { fieldSelectors, labelSelectors, malformedFieldSelectors, malformedSelectors } from './selectors.ts';
export type { FieldSelector, LabelSelector, Labels } from './selectors.ts';
