import type { Input, Lookback, NodeRef, Plan, PlanNode, ViewNode } from '#compiler/plan';

type Stored = Exclude<PlanNode, ViewNode>;

/**
 * The nodes that are stored. What one reads through a view it reads itself: the view's inputs, in the days that it reads
 * of the view. So days, versions and staleness know nothing of views.
 */
export const inlineViews = (plan: Plan): readonly Stored[] => {
  const byName = new Map(plan.nodes.map((node) => [node.name, node]));
  const inlined = (input: Input): readonly Input[] => {
    const read = byName.get(input.ref);
    if (read?.kind !== 'view') return [input];
    return read.inputs.flatMap((inner) => inlined(through(read, input, { inner, of: byName.get(inner.ref) })));
  };
  return plan.nodes.flatMap((node): readonly Stored[] => {
    if (node.kind === 'view') return [];
    if (node.kind === 'external') return [node];
    const inputs = node.inputs.flatMap(inlined);
    if (node.kind !== 'join') return [{ ...node, inputs }];
    return [{ ...node, inputs, parts: node.parts.map((part) => ({ ...part, inputs: part.inputs.flatMap(inlined) })) }];
  });
};

/** An input of a view, as an input of who reads the view by `outer`. */
const through = (
  view: ViewNode,
  outer: Input,
  { inner, of }: { readonly inner: Input; readonly of: PlanNode | undefined },
): Input => {
  if (inner.partitions.kind === 'same') return { ...outer, ref: inner.ref };
  // Files of others: the days of them that the reader sees, where they can be told apart, are there or are not.
  const days = of?.kind === 'external' ? ofFiles(view, outer) : inner.partitions;
  return { ...inner, partitions: days, ...(of?.kind === 'external' && { missing: 'empty' }) };
};

const ofFiles = (view: ViewNode, outer: Input): Lookback => {
  if (view.output.partitionColumn === null) return { kind: 'whole' };
  return outer.partitions.kind === 'same' ? { kind: 'unpartitioned' } : outer.partitions;
};

/** Who reads a view, by name: directly, or through other views. */
export const readersOf = (plan: Plan, view: NodeRef): readonly NodeRef[] =>
  plan.nodes.flatMap((node) => {
    if (node.kind === 'external' || !node.inputs.some(({ ref }) => ref === view)) return [];
    return node.kind === 'view' ? readersOf(plan, node.name) : [node.name];
  });
