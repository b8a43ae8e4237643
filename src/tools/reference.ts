/**
 * An OpenAPI document's local references (`$ref: '#/components/...'`) put in place. A reference to what contains it,
 * or to another document, becomes the schema of anything: a tool's arguments are then checked less, never wrongly.
 */
export function inlineReferences(document: unknown): unknown {
  let budget = maxNodes;
  const inline = (node: unknown, above: readonly string[]): unknown => {
    budget -= 1;
    if (budget < 0) return {};
    if (Array.isArray(node)) return node.map((item) => inline(item, above));
    if (!isObject(node)) return node;
    const { $ref } = node;
    if (typeof $ref !== 'string') {
      return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inline(value, above)]));
    }
    if (above.includes($ref) || above.length >= maxDepth) return {};
    return inline(lookUp(document, $ref), [...above, $ref]);
  };
  return inline(document, []);
}

/** Values in a document with its references in place; more than any API that a bot talks to has. */
const maxNodes = 200_000;

/** References inside references. */
const maxDepth = 16;

/** A JSON pointer in URI fragment form, RFC 6901 section 6. */
function lookUp(document: unknown, reference: string): unknown {
  if (!reference.startsWith('#/')) return {};
  let here: unknown = document;
  for (const part of reference.slice(2).split('/')) {
    const key = decoded(part).replaceAll('~1', '/').replaceAll('~0', '~');
    if (!isObject(here) || !Object.hasOwn(here, key)) return {};
    here = here[key];
  }
  return here;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
