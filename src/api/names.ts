/**
 * Name rules and their messages. Models k8s.io/apimachinery/pkg/util/validation. Each function returns the messages of what is wrong.
 */

const label63 = 63;
const subdomain253 = 253;

const regexError = (message: string, format: string, ...examples: string[]): string => {
  const shown = examples.map((example, i) => `${i > 0 ? ' or ' : ''}'${example}', `).join('');
  return `${message} (e.g. ${shown}regex used for validation is '${format}')`;
};
const encoder = new TextEncoder();
const maxLength = (length: number): string => `must be no more than ${length} bytes`;
/** Whether a text has more bytes than that; a character has three at most, so short ones need no encoding. */
const longer = (text: string, limit: number): boolean =>
  text.length * 3 > limit && encoder.encode(text).length > limit;

const dns1123Label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const dns1123Subdomain = `${dns1123Label}(\\.${dns1123Label})*`;
const qualifiedName = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const labelValue = `(${qualifiedName})?`;
const dns1035Label = '[a-z]([-a-z0-9]*[a-z0-9])?';
const patterns = new Map<string, RegExp>();
/** The pattern of a whole text of that format. */
function whole(format: string): RegExp {
  let pattern = patterns.get(format);
  if (!pattern) patterns.set(format, (pattern = new RegExp(`^(?:${format})$`)));
  return pattern;
}

export const isDns1123Label = (value: string): string[] => [
  ...(longer(value, label63) ? [maxLength(label63)] : []),
  ...(whole(dns1123Label).test(value)
    ? []
    : [
        whole(dns1123Subdomain).test(value)
          ? 'must not contain dots'
          : regexError(
              "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
              dns1123Label,
              'my-name',
              '123-abc',
            ),
      ]),
];

export const isDns1123Subdomain = (value: string): string[] => [
  ...(longer(value, subdomain253) ? [maxLength(subdomain253)] : []),
  ...(whole(dns1123Subdomain).test(value)
    ? []
    : [
        regexError(
          "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
          dns1123Subdomain,
          'example.com',
        ),
      ]),
];

export const isDns1035Label = (value: string): string[] => [
  ...(longer(value, label63) ? [maxLength(label63)] : []),
  ...(whole(dns1035Label).test(value)
    ? []
    : [
        regexError(
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
          dns1035Label,
          'my-name',
          'abc-123',
        ),
      ]),
];

/** Label and annotation keys: an optional DNS prefix and `/`, and a name. */
export function isQualifiedName(value: string): string[] {
  const errors: string[] = [];
  const parts = value.split('/');
  let name = parts[0] ?? '';
  if (parts.length === 2) {
    const [prefix = '', second = ''] = parts;
    name = second;
    if (prefix === '') errors.push('prefix part must be non-empty');
    else errors.push(...isDns1123Subdomain(prefix).map((message) => `prefix part ${message}`));
  } else if (parts.length > 2) {
    const message = regexError(
      "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
      qualifiedName,
      'MyName',
      'my.name',
      '123-abc',
    );
    return [`${message} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  }
  if (name === '') errors.push('name part must be non-empty');
  else if (longer(name, label63)) errors.push(`name part ${maxLength(label63)}`);
  if (!whole(qualifiedName).test(name))
    errors.push(
      `name part ${regexError(
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        qualifiedName,
        'MyName',
        'my.name',
        '123-abc',
      )}`,
    );
  return errors;
}

export const isLabelValue = (value: string): string[] => [
  ...(longer(value, label63) ? [maxLength(label63)] : []),
  ...(whole(labelValue).test(value)
    ? []
    : [
        regexError(
          "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
          labelValue,
          'MyValue',
          'my_value',
          '12345',
        ),
      ]),
];

/** Names of environment variables, relaxed since v1.34: printable ASCII without `=`. */
export function isEnvVarName(value: string): string[] {
  if (value === '') return ['environment variable name must be at least 1 character'];
  for (const char of value)
    if (char < ' ' || char > '~' || char === '=')
      return [
        "a valid environment variable name must consist only of printable ASCII characters other than '='",
      ];
  return [];
}

const configMapKey = '[-._a-zA-Z0-9]+';
export function isConfigMapKey(value: string): string[] {
  const errors = longer(value, subdomain253) ? [maxLength(subdomain253)] : [];
  if (!whole(configMapKey).test(value))
    errors.push(
      regexError(
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
        configMapKey,
        'key.name',
        'KEY_NAME',
        'key-name',
      ),
    );
  if (value === '.') errors.push("must not be '.'");
  else if (value === '..') errors.push("must not be '..'");
  else if (value.startsWith('..')) errors.push("must not start with '..'");
  return errors;
}

/** Names of container ports. */
export function isPortName(value: string): string[] {
  const errors: string[] = [];
  if (longer(value, 15)) errors.push('must be no more than 15 characters');
  if (!/^[-a-z0-9]+$/.test(value))
    errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(value)) errors.push('must contain at least one letter (a-z)');
  if (value.includes('--')) errors.push('must not contain consecutive hyphens');
  if (value !== '' && (value.startsWith('-') || value.endsWith('-')))
    errors.push('must not begin or end with a hyphen');
  return errors;
}

export const isPortNumber = (port: number): string[] =>
  port >= 1 && port <= 65535 ? [] : ['must be between 1 and 65535, inclusive'];

const httpHeaderName = '[-A-Za-z0-9]+';
export const isHttpHeaderName = (value: string): string[] =>
  whole(httpHeaderName).test(value)
    ? []
    : [
        regexError(
          "a valid HTTP header must consist of alphanumeric characters or '-'",
          httpHeaderName,
          'X-Header-Name',
        ),
      ];
