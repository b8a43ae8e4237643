const parameter = /;\s*([A-Za-z0-9\-.!%*_+`'~]+)(?:\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]+))?/g;

/** Value of the parameter `name` in `;a=b;c` text: '' when it stands without one, undefined when it is not there. */
export function parameterOf(text: string, name: string): string | undefined {
  if (!text.includes(';')) return undefined;
  parameter.lastIndex = 0;
  for (let match = parameter.exec(text); match; match = parameter.exec(text))
    if (match[1]!.toLowerCase() === name) return match[2] ?? '';
  return undefined;
}
