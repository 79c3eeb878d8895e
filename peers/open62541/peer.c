#include "peer.h"

#include <open62541/plugin/create_certificate.h>
#include <open62541/plugin/log_stdout.h>
#include <open62541/util.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

volatile UA_Boolean running = true;

static void onSignal(int number) {
    (void)number;
    running = false;
}

void watchSignals(void) {
    signal(SIGTERM, onSignal);
    signal(SIGINT, onSignal);
    signal(SIGPIPE, SIG_IGN);
    setvbuf(stdout, NULL, _IOLBF, 0);
}

void fail(const char *what, const char *detail) {
    fprintf(stderr, "%s: %s\n", what, detail);
    exit(2);
}

Arguments readArguments(int argc, char **argv) {
    Arguments all = {.security = "none", .redial = 1000};
    for(int i = 1; i < argc; i += 2) {
        const char *name = argv[i];
        if(i + 1 >= argc)
            fail("wrong usage: no value for", name);
        const char *value = argv[i + 1];
        if(!strcmp(name, "--client-url") && all.clientUrlsSize < MAX_URLS)
            all.clientUrls[all.clientUrlsSize++] = value;
        else if(!strcmp(name, "--listen-url"))
            all.listenUrl = value;
        else if(!strcmp(name, "--server-uri"))
            all.serverUri = value;
        else if(!strcmp(name, "--application-uri"))
            all.applicationUri = value;
        else if(!strcmp(name, "--endpoint-url"))
            all.endpointUrl = value;
        else if(!strcmp(name, "--pki"))
            all.pki = value;
        else if(!strcmp(name, "--security"))
            all.security = value;
        else if(!strcmp(name, "--port"))
            all.port = (unsigned)atoi(value);
        else if(!strcmp(name, "--redial"))
            all.redial = (unsigned)atoi(value);
        else if(!strcmp(name, "--reads"))
            all.reads = (unsigned)atoi(value);
        else
            fail("wrong usage: unknown", name);
    }
    return all;
}

UA_UInt16 splitUrl(const char *url, UA_String *host) {
    UA_String text = UA_STRING((char *)(uintptr_t)url), name = UA_STRING_NULL, path = UA_STRING_NULL;
    UA_UInt16 port = 4840;
    if(UA_parseEndpointUrl(&text, &name, &port, &path) != UA_STATUSCODE_GOOD)
        fail("expected opc.tcp://HOST:PORT", url);
    UA_String_copy(&name, host);
    return port;
}

UA_String parseSecurity(const char *security, UA_MessageSecurityMode *mode) {
    static const char *policies[] = {"Basic256Sha256", "Aes128_Sha256_RsaOaep", "Aes256_Sha256_RsaPss"};
    const char *colon = strchr(security, ':');
    size_t length = colon ? (size_t)(colon - security) : strlen(security);
    *mode = UA_MESSAGESECURITYMODE_NONE;
    if(length == 4 && !strncasecmp(security, "none", 4))
        return UA_STRING_NULL;
    *mode = colon && !strcasecmp(colon, ":sign") ? UA_MESSAGESECURITYMODE_SIGN
                                                 : UA_MESSAGESECURITYMODE_SIGNANDENCRYPT;
    for(size_t i = 0; i < sizeof(policies) / sizeof(*policies); i++) {
        if(strlen(policies[i]) != length || strncasecmp(policies[i], security, length) != 0)
            continue;
        char uri[128];
        snprintf(uri, sizeof(uri), "http://opcfoundation.org/UA/SecurityPolicy#%s", policies[i]);
        return UA_STRING_ALLOC(uri);
    }
    fail("--security: expected none or POLICY[:MODE], such as Basic256Sha256:SignAndEncrypt, got", security);
    return UA_STRING_NULL;
}

/* Content of folder/name, or an empty ByteString. */
static UA_ByteString readFile(const char *folder, const char *name) {
    char path[1024];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    UA_ByteString content = UA_BYTESTRING_NULL;
    FILE *file = fopen(path, "rb");
    if(!file)
        return content;
    struct stat info;
    if(fstat(fileno(file), &info) == 0 && UA_ByteString_allocBuffer(&content, (size_t)info.st_size) == UA_STATUSCODE_GOOD &&
       fread(content.data, 1, content.length, file) != content.length)
        UA_ByteString_clear(&content);
    fclose(file);
    return content;
}

/* The first of `names` below `pki` that is a folder, else an empty text, which the stack takes for "none". */
static void firstFolder(const char *pki, const char *const *names, char *path, size_t size) {
    struct stat info;
    for(; *names; names++) {
        snprintf(path, size, "%s/%s", pki, *names);
        if(stat(path, &info) == 0 && S_ISDIR(info.st_mode))
            return;
    }
    path[0] = 0;
}

static void selfSigned(const char *applicationUri, Credentials *made) {
    char uri[512];
    snprintf(uri, sizeof(uri), "URI:%s", applicationUri);
    UA_String subject[] = {UA_STRING_STATIC("O=reverse-hello"), UA_STRING_STATIC("CN=peer open62541")};
    UA_String names[] = {UA_STRING_STATIC("DNS:localhost"), UA_STRING_STATIC("IP:127.0.0.1"), UA_STRING(uri)};
    UA_UInt16 bits = 2048;
    UA_KeyValueMap *parameters = UA_KeyValueMap_new();
    UA_KeyValueMap_setScalar(parameters, UA_QUALIFIEDNAME(0, "key-size-bits"), &bits, &UA_TYPES[UA_TYPES_UINT16]);
    UA_StatusCode status = UA_CreateCertificate(UA_Log_Stdout, subject, 2, names, 3, UA_CERTIFICATEFORMAT_DER, parameters,
                                                &made->privateKey, &made->certificate);
    UA_KeyValueMap_delete(parameters);
    if(status != UA_STATUSCODE_GOOD)
        fail("certificate", UA_StatusCode_name(status));
}

Credentials loadCredentials(const Arguments *arguments, const char *applicationUri) {
    static const char *const own[][2] = {{"own/cert.der", "own/key.pem"},
                                         {"own/certs/certificate.der", "own/private/private_key.pem"},
                                         {"own/certs/certificate.pem", "own/private/private_key.pem"},
                                         {"own/cert.pem", "own/key.pem"},
                                         {"own/cert.der", "private/private.pem"}};
    static const char *const trusted[] = {"trusted/certs", "trusted", NULL};
    static const char *const issuers[] = {"issuers/certs", "issuers", NULL};
    static const char *const revocations[] = {"trusted/crl", "issuers/crl", "crl", NULL};
    Credentials found;
    memset(&found, 0, sizeof(found));
    for(size_t i = 0; arguments->pki && i < sizeof(own) / sizeof(*own) && !found.privateKey.length; i++) {
        found.certificate = readFile(arguments->pki, own[i][0]);
        if(found.certificate.length)
            found.privateKey = readFile(arguments->pki, own[i][1]);
        if(!found.privateKey.length)
            UA_ByteString_clear(&found.certificate);
    }
    if(arguments->pki) {
        firstFolder(arguments->pki, trusted, found.trusted, sizeof(found.trusted));
        firstFolder(arguments->pki, issuers, found.issuers, sizeof(found.issuers));
        firstFolder(arguments->pki, revocations, found.revocations, sizeof(found.revocations));
    }
    if(!found.privateKey.length)
        selfSigned(applicationUri, &found);
    return found;
}
