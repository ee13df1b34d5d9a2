/** Arbitraries derived from the contract: the values for a kind follow from its entry and the tables. */
export { defectiveManifests } from './invalid/defective.ts';
export { histories } from './histories.ts';
export type { Command } from './histories.ts';
export { immutablePaths } from './immutable.ts';
export type { ForbiddenChange } from './immutable.ts';
export { manifests, smallManifests } from './manifests.ts';
export { jsonValues, mergePatches, mergePatchesFor } from './patches.ts';
export { fieldSelectors, labelSelectors } from './selectors.ts';
export type { LabelSelector, Labels } from './selectors.ts';
