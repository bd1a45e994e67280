export const kubectlCompleter = undefined;
