// Digital Bazaar's verifier: proof, then status list, each over our pages only.
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';

const suite = new DataIntegrityProof({cryptosuite});

export async function bazaar(credential, {pages, contexts}) {
  const documentLoader = async url => {
    const document = contexts[url] ?? document_at(url, pages);
    return {contextUrl: null, documentUrl: url, document};
  };
  let status = null;
  const result = await vc.verifyCredential({
    credential, suite, documentLoader,
    checkStatus: async options => {
      const found = await checkStatus({...options, suite});
      status = found.results?.map(each => each.status) ?? String(found.error);
      return found;
    },
  });
  return {verified: result.verified, status, errors: messages(result.error)};
}

// did:web:HOST → its did.json; with #kid the one method in it.
function document_at(url, pages) {
  const [did, fragment] = url.split('#');
  const address = did.startsWith('did:web:') ?
    `https://${decodeURIComponent(did.slice('did:web:'.length))}/.well-known/did.json` : did;
  if(!pages[address]) {
    throw new Error(`not found: ${url}`);
  }
  const document = JSON.parse(pages[address].text);
  if(!fragment) {
    return document;
  }
  const method = document.verificationMethod?.find(each => each.id === url);
  if(!method) {
    throw new Error(`no such key: ${url}`);
  }
  return {'@context': 'https://w3id.org/security/multikey/v1', ...method};
}

function messages(error) {
  return error ? [error.message, ...(error.errors ?? []).map(each => each.message)] : [];
}
