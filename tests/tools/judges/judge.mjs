// Judges credentials with two independent verifiers, without network.
// In on stdin: {"pages": {address: {"type": "…", "text": "…"}}, "credentials": {name: text}}
// Out on stdout: {"verdicts": {name: {"bazaar": {verified, status, errors}, "mit": {steps, errors}}},
//   "contexts": {address: content}, "asked": [address that we do not have]}
import {readFileSync} from 'node:fs';

const {pages, credentials} = JSON.parse(readFileSync(0, 'utf8'));

// One of them talks; stdout is for the verdicts only.
console.log = console.error;

// Before anything is loaded: whatever asks the network gets our pages, or nothing.
const asked = [];
globalThis.fetch = async request => {
  const url = typeof request === 'string' ? request : request.url ?? String(request);
  const page = pages[url];
  if(!page) {
    asked.push(url);
    return new Response('not found', {status: 404});
  }
  return new Response(page.text, {status: 200, headers: {'content-type': page.type}});
};

const {bazaar} = await import('./bazaar.mjs');
const {mit} = await import('./mit.mjs');
const {contexts} = await import('./contexts.mjs');

const verdicts = {};
for(const [name, text] of Object.entries(credentials)) {
  verdicts[name] = {
    bazaar: await bazaar(JSON.parse(text), {pages, contexts}),
    mit: await mit(JSON.parse(text)),
  };
}
process.stdout.write(JSON.stringify({verdicts, contexts, asked}));
