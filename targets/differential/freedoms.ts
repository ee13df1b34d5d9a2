/**
 * Where two conforming servers may differ, according to the freedoms of the contract. Any other difference is an error
 * of one of them.
 */

/** Options that Kubernetes has chosen. Here the reference server has them, too, so that they can be compared. */
export const AS_KUBERNETES = [
  'selflink-absent',
  'status-absent',
  'controller-absent',
  'replace-needs-rv',
  'expiry-error-event',
] as const;

/** What is not compared, by the freedom that allows servers to differ. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  'resource-version': 'versions: only whether a write moved the one that was known',
  'self-link': 'metadata.selfLink',
  'managed-fields': 'metadata.managedFields',
  'fresh-status': 'an empty status is as good as none',
  'list-order': 'items, and what a watch begins with, are compared by name',
  'remaining-count': 'metadata.remainingItemCount',
  'delete-answer': 'what a successful delete answers; what is there afterwards is compared',
  'collection-answer': 'what a successful delete collection answers; what is there afterwards is compared',
  'details-kind': 'the kind in the details of a Status',
  'conflict-detail': 'the details of a Status',
  messages: 'the message of a Status',
  timestamps: 'times: only whether they are there',
};
