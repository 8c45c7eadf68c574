// @ts-check
/** Hosts of web sites: as people type and read them, and as browsers write them ("xn--bckerei-5wa.example"). */

/**
 * The host that a person means, by its name or by the address of any of its pages, as `URL.host` has it.
 *
 * Throws a TypeError for anything else, patterns with a star among it.
 *
 * @param {string} typed
 */
export function hostOf(typed) {
  const trimmed = typed.trim();
  const url = new URL(/^[a-z][a-z+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  // Some browsers escape what no host can hold instead of refusing it.
  const odd = /[%*]/.test(url.host) || url.username || url.password;
  if (!/^https?:$/.test(url.protocol) || odd) throw new TypeError("not a host");
  return url.host;
}

/**
 * Whether a host is written as `URL.host` writes it, for either scheme.
 *
 * @param {string} host
 */
export const isHost = (host) =>
  !/[%*]/.test(host) && ["http", "https"].some((scheme) => URL.parse(`${scheme}://${host}`)?.host === host);

/**
 * A host as people write it: "bäckerei.example". One that would not lead back to itself stays as it is.
 *
 * Letters of other scripts can look alike, so the other form belongs beside it wherever a choice depends on it.
 *
 * @param {string} host
 */
export function asWritten(host) {
  const written = host.replace(/(?<=^|\.)xn--([a-z0-9-]+)/g, (label, code) => decoded(code) ?? label);
  return URL.parse(`http://${written}`)?.host === host ? written : host;
}

/** Punycode's constants for host names, RFC 3492 section 5. */
const [BASE, LEAST, MOST, SKEW, DAMP, BIAS, FIRST] = [36, 1, 26, 38, 700, 72, 128];

/**
 * What a label's Punycode says, RFC 3492 section 6.2; null where it says nothing.
 *
 * @param {string} code
 */
function decoded(code) {
  const cut = code.lastIndexOf("-");
  const points = [...code.slice(0, Math.max(cut, 0))].map((letter) => letter.charCodeAt(0));
  let [point, place, bias, at] = [FIRST, 0, BIAS, cut + 1];
  while (at < code.length) {
    const before = place;
    for (let [weight, k] = [1, BASE]; ; k += BASE) {
      const digit = parseInt(code[at] ?? "", 36);
      if (Number.isNaN(digit)) return null;
      const value = digit < 10 ? digit + 26 : digit - 10; // Punycode counts from a to z, then from 0 to 9
      place += value * weight;
      at += 1;
      const threshold = Math.min(Math.max(k - bias, LEAST), MOST);
      if (value < threshold) break;
      weight *= BASE - threshold;
    }
    const length = points.length + 1;
    bias = adapted(place - before, length, before === 0);
    point += Math.floor(place / length);
    place %= length;
    if (point > 0x10ffff) return null;
    points.splice(place, 0, point);
    place += 1;
  }
  return String.fromCodePoint(...points);
}

/**
 * @param {number} delta
 * @param {number} length
 * @param {boolean} first
 */
function adapted(delta, length, first) {
  let rest = Math.floor(delta / (first ? DAMP : 2));
  rest += Math.floor(rest / length);
  let k = 0;
  for (; rest > ((BASE - LEAST) * MOST) / 2; k += BASE) rest = Math.floor(rest / (BASE - LEAST));
  return k + Math.floor(((BASE - LEAST + 1) * rest) / (rest + SKEW));
}
