/** A cell as RFC 4180 writes it: quoted only when it holds a comma, a quote or a line break (reference 8.3). */
export function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
