import type { Service } from '../model.ts'

/** The default namespace of each service's documents. */
export const NAMESPACES = {
  s3: 'http://s3.amazonaws.com/doc/2006-03-01/',
  s3control: 'http://awss3control.amazonaws.com/doc/2018-08-20/',
} satisfies Record<Service, string>
