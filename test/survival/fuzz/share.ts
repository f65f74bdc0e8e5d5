/** Shares out a number of inputs by the targets' weights. */
export function share<Name extends string>(
  targets: Readonly<Record<Name, { readonly weight: number }>>,
  total: number,
): readonly (readonly [name: Name, count: number])[] {
  const names = Object.keys(targets) as Name[]
  const sum = names.reduce((all, name) => all + targets[name].weight, 0)
  return names.map((name) => [name, Math.ceil((total * targets[name].weight) / sum)])
}
