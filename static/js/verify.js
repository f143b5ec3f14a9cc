// Reads and verifies the signed facts in the QR code of a certificate, without asking anybody: base32, CBOR and
// COSE_Sign1 with ES256, the way certificates/signing/cose.py writes them. Every byte comes from a stranger.
//   const { state, claims } = await verify(text, keys); // keys: name of the key → JWK
// `state` is "genuine", "changed", "unknown-key" or "unreadable"; `claims` are there for "genuine" only: number, name,
// group, course, issued and until (days since 1970), list and index (the place in a status list).
const SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LONGEST = 600;
const DEEPEST = 3;
const FIELDS = { 1: "number", 2: "name", 3: "group", 4: "course", 5: "issued", 6: "until", 7: "list", 8: "index" };
const NUMBER = /^[0-9A-HJKMNP-TV-Y]{12}$/;
const ES256 = { name: "ECDSA", hash: "SHA-256" };
const CURVE = { name: "ECDSA", namedCurve: "P-256" };

const refuse = () => { throw new SyntaxError("unreadable"); };
const need = (right) => right || refuse();

const fromBase32 = (text) => {
  need(text.length <= LONGEST);
  const bytes = [];
  let bits = 0, held = 0;
  for (const symbol of text) {
    const value = SYMBOLS.indexOf(symbol);
    need(value >= 0);
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push(held >> bits);
      held &= (1 << bits) - 1;
    }
  }
  need(bits < 5 && held === 0); // one text for the same bytes
  return new Uint8Array(bytes);
};

// Only what a payload of ours is made of, each in its shortest form; maps have ascending numbers as keys.
const read = (bytes) => {
  let at = 0;
  const take = (count) => {
    need(at + count <= bytes.length);
    at += count;
    return bytes.subarray(at - count, at);
  };
  const size = (short) => {
    if (short < 24) return short;
    need(short < 27);
    const value = take(1 << (short - 24)).reduce((sum, byte) => sum * 256 + byte, 0);
    need(value >= [24, 256, 65536][short - 24]);
    return value;
  };
  const map = (count, depth) => {
    const found = new Map();
    let last = -1;
    while (count-- > 0) {
      const key = item(depth);
      need(Number.isInteger(key) && key > last); // so none twice
      last = key;
      found.set(key, item(depth));
    }
    return found;
  };
  const item = (depth) => {
    need(depth <= DEEPEST);
    const [head] = take(1);
    const count = size(head & 31);
    switch (head >> 5) {
      case 0: return count;
      case 1: return -1 - count;
      case 2: return take(count);
      case 3: return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(take(count));
      case 4: return Array.from({ length: need(count <= bytes.length) && count }, () => item(depth + 1));
      case 5: return map(count, depth + 1);
      default: return refuse();
    }
  };
  const value = item(0);
  need(at === bytes.length);
  return value;
};

const readKeyName = (header) => {
  const map = read(header);
  const name = map instanceof Map && map.size === 2 && map.get(1) === -7 && map.get(4);
  need(name instanceof Uint8Array && name.length === 1);
  return name[0].toString(16).padStart(2, "0");
};

const readClaims = (payload) => {
  const map = read(payload);
  need(map instanceof Map && map.size === 8);
  const claims = Object.fromEntries(Object.entries(FIELDS).map(([key, name]) => [name, map.get(Number(key))]));
  const { number, name, group, course, issued, until, list, index } = claims;
  need([number, name, group, course].every((one) => typeof one === "string") && NUMBER.test(number));
  need([issued, until, list, index].every((one) => Number.isInteger(one) && one >= 0));
  claims.number = `WABP-${number.replace(/(....)(....)/, "$1-$2-")}`;
  return claims;
};

// ["Signature1", header, no extra data, payload] in CBOR; both are shorter than 65,536 bytes.
const toBeSigned = (header, payload) => {
  const head = ({ length }) =>
    length < 24 ? [0x40 | length] : length < 256 ? [0x58, length] : [0x59, length >> 8, length & 255];
  const start = [0x84, 0x6a, ...new TextEncoder().encode("Signature1")];
  return new Uint8Array([...start, ...head(header), ...header, 0x40, ...head(payload), ...payload]);
};

export const verify = async (text, keys) => {
  try {
    const parts = read(fromBase32(text));
    need(Array.isArray(parts) && parts.length === 4);
    const [header, extra, payload, signature] = parts;
    need([header, payload, signature].every((one) => one instanceof Uint8Array));
    need(extra instanceof Map && extra.size === 0 && signature.length === 64);
    const name = readKeyName(header);
    if (!Object.hasOwn(keys, name)) return { state: "unknown-key" };
    const key = await crypto.subtle.importKey("jwk", keys[name], CURVE, false, ["verify"]);
    const right = await crypto.subtle.verify(ES256, key, signature, toBeSigned(header, payload));
    return right ? { state: "genuine", claims: readClaims(payload) } : { state: "changed" };
  } catch {
    return { state: "unreadable" };
  }
};
