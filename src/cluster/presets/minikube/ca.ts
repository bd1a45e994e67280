/**
 * The certificate of the cluster's own authority, as every pod finds it beside its service account token. Its key was thrown away.
 * It is valid from 2000 to 2049: whenever a session's clock begins, the certificate has begun before.
 */
export const CLUSTER_CA = `-----BEGIN CERTIFICATE-----
MIIBeDCCAR2gAwIBAgIBATAKBggqhkjOPQQDAjAVMRMwEQYDVQQDDAptaW5pa3Vi
ZUNBMB4XDTAwMDEwMTAwMDAwMFoXDTQ5MTIzMTIzNTk1OVowFTETMBEGA1UEAwwK
bWluaWt1YmVDQTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABC/akFcMxp/RHUC6
GaZELfBruxPQH+x/OU/upzfFq/cPzgCzT29ysrwuq9UTS1viwnZ6/K6qapA84WZ5
iDm5m0yjXjBcMA8GA1UdEwEB/wQFMAMBAf8wCwYDVR0PBAQDAgKkMB0GA1UdJQQW
MBQGCCsGAQUFBwMCBggrBgEFBQcDATAdBgNVHQ4EFgQUr9+EefeGvtCgih5AvK/P
0x2U5OYwCgYIKoZIzj0EAwIDSQAwRgIhAIy//FbU9SIFtVm9zQj6HDKtrqBu/A8K
PmReWpOiCXeiAiEA8o/nGXOJzesDk+dna1eviRe8opvb0IRQMKhMSNg41DE=
-----END CERTIFICATE-----
`;
