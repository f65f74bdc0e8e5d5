type Handler = (...args: never[]) => Promise<unknown>

/** A handler whose file is loaded when somebody asks for it; afterwards that is over. */
export function later<Name extends string, Module extends Readonly<Record<Name, Handler>>>(
  load: () => Promise<Module>,
  name: Name,
): Module[Name] {
  let handler: Module[Name] | undefined
  const loadFirst = async (...args: never[]): Promise<unknown> => {
    handler ??= (await load())[name]
    return handler(...args)
  }
  return ((...args: never[]) => (handler ?? loadFirst)(...args)) as Module[Name]
}
