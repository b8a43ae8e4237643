import type * as z from 'zod';
import type { $ZodType, $ZodTypes } from 'zod/v4/core';

/** The keys an object at `path` may have, by `schema`; empty when it is no object with fixed keys. */
export function keysAt(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): readonly string[] {
  let schemas = objectLike(schema as unknown as $ZodTypes, value);
  let here = value;
  for (const segment of path) {
    here = childOf(here, segment);
    schemas = schemas.flatMap((parent) => childSchemas(parent, segment)).flatMap((child) => objectLike(child, here));
  }
  const keys = schemas.flatMap((found) => (found._zod.def.type === 'object' ? Object.keys(found._zod.def.shape) : []));
  return [...new Set(keys)];
}

function childOf(value: unknown, segment: PropertyKey): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[segment] : undefined;
}

function childSchemas(schema: $ZodTypes, segment: PropertyKey): $ZodTypes[] {
  const def = schema._zod.def;
  if (def.type === 'object') return present(def.shape[String(segment)]);
  if (def.type === 'record') return present(def.valueType);
  if (def.type === 'array') return present(def.element);
  if (def.type === 'tuple') return present(def.items[Number(segment)] ?? def.rest ?? undefined);
  return [];
}

function present(schema: $ZodType | undefined): $ZodTypes[] {
  return schema === undefined ? [] : [schema as $ZodTypes];
}

/** `schema` without its wrappers; of a union, the members that `value` may have been meant for. */
function objectLike(schema: $ZodTypes, value: unknown): $ZodTypes[] {
  const def = schema._zod.def;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
    case 'nonoptional':
    case 'catch':
      return objectLike(def.innerType as $ZodTypes, value);
    case 'pipe':
      return objectLike(def.in as $ZodTypes, value);
    case 'lazy':
      return objectLike(def.getter() as $ZodTypes, value);
    case 'intersection':
      return [...objectLike(def.left as $ZodTypes, value), ...objectLike(def.right as $ZodTypes, value)];
    case 'union':
      return membersFor(def.options as readonly $ZodTypes[], discriminatorOf(def), value);
    default:
      return [schema];
  }
}

function discriminatorOf(def: object): string | undefined {
  return (def as { discriminator?: string }).discriminator;
}

function membersFor(options: readonly $ZodTypes[], discriminator: string | undefined, value: unknown): $ZodTypes[] {
  const members = options.flatMap((option) => objectLike(option, value));
  if (discriminator === undefined) return members;
  const tag = childOf(value, discriminator);
  return members.filter((member) => {
    if (member._zod.def.type !== 'object') return false;
    const values = (member._zod.def.shape[discriminator] as $ZodTypes | undefined)?._zod.values;
    return values?.has(tag as string) ?? false;
  });
}
