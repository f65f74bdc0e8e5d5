import { parseXml } from '../../server/protocol/xml/parse.ts'
import type { XmlElement } from '../../server/protocol/xml/xml-element.ts'

export interface TestResult {
  /** `test_s3.py::test_name` */
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** First line of what went wrong. */
  readonly message: string
}

/** Reads pytest's JUnit report. */
export function readResults(xml: string): readonly TestResult[] {
  return cases(parseXml(xml)).map(resultOf)
}

function cases(element: XmlElement): readonly XmlElement[] {
  return element.name === 'testcase' ? [element] : element.children.flatMap(cases)
}

function resultOf(element: XmlElement): TestResult {
  const { classname = '', name = '' } = element.attributes
  const file = classname.split('.').at(-1) ?? ''
  const fault = element.children.find((child) => child.name === 'failure' || child.name === 'error')
  const skipped = element.children.some((child) => child.name === 'skipped')
  return {
    name: `${file}.py::${name}`,
    outcome: fault !== undefined ? 'failed' : skipped ? 'skipped' : 'passed',
    message: (fault?.attributes['message'] ?? '').split('\n')[0] ?? '',
  }
}
