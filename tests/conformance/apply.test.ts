import { compareKubectls } from './compare.ts';

const MANIFEST = String.raw`printf 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata: {a: b}\n'`;
const remember = (text: string): string =>
  `kubectl annotate cm c kubectl.kubernetes.io/last-applied-configuration='${text}' --overwrite`;

compareKubectls('what was applied last, spoilt', [
  `${MANIFEST} | kubectl apply -f -`,
  remember('{broken'),
  `${MANIFEST} | kubectl apply -f -`,
  `${MANIFEST} | kubectl diff -f -`,
  remember('[]'),
  `${MANIFEST} | kubectl apply -f -`,
  remember(''),
  `${MANIFEST} | kubectl diff -f -`,
  `${MANIFEST} | kubectl apply -f -`,
  `${MANIFEST} | kubectl apply -f -`,
]);
