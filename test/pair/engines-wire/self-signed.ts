/** A certificate for 127.0.0.1 that no authority signed, made with `openssl req -x509`; good for tests and nothing else. */
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBkDCCATagAwIBAgIUJnn7Kka8v53X1fEUf8Fw/q09Eh0wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMjAzMTUyNloYDzIxMjYxMDI5
MDMxNTI2WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAARdgNwvc1cKNzo5eAMGxt16oyHX/LrX8//tGBmc2l7mhoeA1NSqXiwV
lu+bt5+ClX4sKRkXMbwOcsENR/MVaMmYo2QwYjAdBgNVHQ4EFgQUcl2ZhLlDaEVO
zPxOaxBkuRTTirUwHwYDVR0jBBgwFoAUcl2ZhLlDaEVOzPxOaxBkuRTTirUwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC
IQDhhBMpO2NMPvEajZLlKhbePvXtmpAdpSTluV3NZrySegIgD7oVsx7HdPDtU1Vg
l95v+OPIRdPtosDcYDSbi+AkuAA=
-----END CERTIFICATE-----
`;

export const privateKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgHQZQtvP4p9+Bkd+L
YjyPPLifkz6/+vR1miOUgjTWBoqhRANCAARdgNwvc1cKNzo5eAMGxt16oyHX/LrX
8//tGBmc2l7mhoeA1NSqXiwVlu+bt5+ClX4sKRkXMbwOcsENR/MVaMmY
-----END PRIVATE KEY-----
`;
