/** References to owners stand outside the spec, where the requirements made from the tables do not look. */
import type { Json } from '../../contract/json.ts';
import type { Requirement } from '../../harness/model/requirement.ts';
import { createRefused } from '../support/expectations.ts';
import { withMember } from '../support/objects.ts';
import { ownerReference } from '../support/owner-reference.ts';
import { requirement } from '../support/requirement.ts';

const requires = (id: string, member: string): Requirement =>
  requirement(id, {
    tests: ['create.invalid', `constraint.OwnerReference.${member}.required`],
    needs: ['metadata/keeps-owner-references'],
    async check(trial) {
      const whole = ownerReference(trial, await trial.given.shared());
      const ownedBy = (reference: Json) => trial.given.manifest({ metadata: { ownerReferences: [reference] } });
      await createRefused(trial, ownedBy(whole), ownedBy(withMember(whole, [member], undefined)));
    },
  });

export const ownerReferences: readonly Requirement[] = [
  requires('constraints/owner-reference-api-version-required', 'apiVersion'),
  requires('constraints/owner-reference-kind-required', 'kind'),
  requires('constraints/owner-reference-name-required', 'name'),
];
