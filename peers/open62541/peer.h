/* What the two programs of this folder share: command line, files and security names. */
#ifndef PEER_H
#define PEER_H

#include <open62541/types.h>

#define MAX_URLS 16

typedef struct {
    const char *clientUrls[MAX_URLS]; /* --client-url, repeatable */
    size_t clientUrlsSize;
    const char *listenUrl;
    const char *serverUri;
    const char *applicationUri;
    const char *endpointUrl;
    const char *pki;
    const char *security; /* "none" or POLICY[:MODE] */
    unsigned port;
    unsigned redial; /* ms */
    unsigned reads;  /* after so many the client closes its session; 0: never */
} Arguments;

/* Ends the process with code 2 and one sentence when the command line is wrong. */
Arguments readArguments(int argc, char **argv);

void fail(const char *what, const char *detail);

/* True until SIGTERM or SIGINT. */
extern volatile UA_Boolean running;
void watchSignals(void);

/* Host and port of opc.tcp://host:port; the host is allocated. */
UA_UInt16 splitUrl(const char *url, UA_String *host);

typedef struct {
    UA_ByteString certificate; /* DER or PEM as found */
    UA_ByteString privateKey;
    char trusted[1024]; /* folder with trusted certificates; "" when no --pki was given */
    char issuers[1024];
    char revocations[1024];
} Credentials;

/* Own certificate and key below --pki, or a self-signed pair for `applicationUri` made now when it has none. */
Credentials loadCredentials(const Arguments *arguments, const char *applicationUri);

/* Full URI of the policy in `security`, an empty string for none; *mode is set. */
UA_String parseSecurity(const char *security, UA_MessageSecurityMode *mode);

#endif
