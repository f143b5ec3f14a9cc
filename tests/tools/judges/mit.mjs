// The verifier of MIT's Digital Credentials Consortium: finds keys and lists by itself, through fetch.
import {verifyCredential} from '@digitalcredentials/verifier-core';

export async function mit(credential) {
  const result = await verifyCredential({credential, knownDIDRegistries: []});
  const steps = Object.fromEntries((result.log ?? []).map(step => [step.id, step.valid ?? step.error?.name]));
  return {steps, errors: (result.errors ?? []).map(each => `${each.name}: ${each.message}`)};
}
