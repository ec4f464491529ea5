import { z } from 'zod';
import type { Config } from './config.ts';

const text = z.string().min(1, 'must not be empty');

const profile = z.strictObject({
  warehouse: text.optional(),
  mounts: z.record(z.string().regex(/^s3a?:\/\/[^/]/, 'a mount stands for s3://bucket/prefix'), text).optional(),
  postgres: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be postgres://user@host:port/database')
    .optional(),
  engine: z
    .strictObject({
      memoryLimit: z
        .string()
        .regex(/^\d+(\.\d+)? ?[KMGT]i?B$/, "must be a size like '4GB'")
        .optional(),
      threads: z.int().positive().optional(),
    })
    .optional(),
});

const identifier = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be letters, digits and underscores');

const schema = z.strictObject({
  name: text.optional(),
  defaultProfile: text.optional(),
  profiles: z.record(z.string(), profile).optional(),
  teams: z.record(z.string(), z.strictObject({ outputNamespace: identifier.optional() })).optional(),
  partitionColumn: identifier.optional(),
});

/** The configuration, or what is wrong with it: one line a problem, with the path to it. Values are never repeated. */
export const parseConfig = (value: unknown): { readonly config: Config } | { readonly problems: readonly string[] } => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return { config: parsed.data };
  return { problems: parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'default'}: ${message}`) };
};
