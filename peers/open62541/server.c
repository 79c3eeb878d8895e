/* open62541 as a reverse-connecting server: UA_Server_addReverseConnect, nothing of reverse-hello. */
#include "peer.h"

#include <open62541/plugin/log_stdout.h>
#include <open62541/plugin/pki_default.h>
#include <open62541/server.h>
#include <open62541/server_config_default.h>

#include <stdio.h>
#include <string.h>

static void append(UA_String **array, size_t *size, const char *text) {
    UA_String string = UA_STRING((char *)(uintptr_t)text);
    UA_StatusCode status = UA_Array_appendCopy((void **)array, size, &string, &UA_TYPES[UA_TYPES_STRING]);
    if(status != UA_STATUSCODE_GOOD)
        fail(text, UA_StatusCode_name(status));
}

static void replace(UA_String *target, const char *text) {
    UA_String_clear(target);
    *target = UA_STRING_ALLOC(text);
}

static void configureSecurity(UA_ServerConfig *config, const Arguments *arguments, const char *uri) {
    UA_MessageSecurityMode mode;
    UA_String policy = parseSecurity(arguments->security, &mode);
    UA_StatusCode status;
    if(mode == UA_MESSAGESECURITYMODE_NONE) {
        status = UA_ServerConfig_setMinimal(config, (UA_UInt16)arguments->port, NULL);
    } else {
        Credentials own = loadCredentials(arguments, uri);
        /* All policies with Sign and SignAndEncrypt, None among them: the client picks what it was told to use. */
        status = UA_ServerConfig_setDefaultWithSecurityPolicies(config, (UA_UInt16)arguments->port, &own.certificate,
                                                                &own.privateKey, NULL, 0, NULL, 0, NULL, 0);
        if(status == UA_STATUSCODE_GOOD) {
            if(own.trusted[0]) {
                status = UA_CertificateVerification_CertFolders(&config->secureChannelPKI, own.trusted, own.issuers,
                                                               own.revocations);
            } else {
                UA_CertificateVerification_AcceptAll(&config->secureChannelPKI);
            }
        }
        UA_ByteString_clear(&own.certificate);
        UA_ByteString_clear(&own.privateKey);
    }
    UA_String_clear(&policy);
    if(status != UA_STATUSCODE_GOOD)
        fail("server configuration", UA_StatusCode_name(status));
}

static void configure(UA_ServerConfig *config, const Arguments *arguments, const char *uri) {
    configureSecurity(config, arguments, uri);
    config->reverseReconnectInterval = arguments->redial;
    config->tcpReuseAddr = true;
    /* The ReverseHello carries the URI of the configuration; GetEndpoints the one of each endpoint description. */
    replace(&config->applicationDescription.applicationUri, uri);
    for(size_t i = 0; i < config->endpointsSize; i++)
        replace(&config->endpoints[i].server.applicationUri, uri);
    /* The ReverseHello's EndpointUrl is the first DiscoveryUrl; what the stack listens on is added behind it. */
    UA_ApplicationDescription *description = &config->applicationDescription;
    if(arguments->endpointUrl)
        append(&description->discoveryUrls, &description->discoveryUrlsSize, arguments->endpointUrl);
    /* Loopback only. */
    char url[64];
    snprintf(url, sizeof(url), "opc.tcp://127.0.0.1:%u", arguments->port);
    UA_Array_delete(config->serverUrls, config->serverUrlsSize, &UA_TYPES[UA_TYPES_STRING]);
    config->serverUrls = NULL;
    config->serverUrlsSize = 0;
    append(&config->serverUrls, &config->serverUrlsSize, url);
}

int main(int argc, char **argv) {
    watchSignals();
    Arguments arguments = readArguments(argc, argv);
    const char *uri = arguments.serverUri ? arguments.serverUri : "urn:reverse-hello:peer:open62541";

    UA_ServerConfig config;
    memset(&config, 0, sizeof(config));
    configure(&config, &arguments, uri);
    UA_Server *server = UA_Server_newWithConfig(&config);
    if(!server)
        fail("server", "the configuration was not accepted");
    UA_StatusCode status = UA_Server_run_startup(server);
    if(status != UA_STATUSCODE_GOOD)
        fail("server", UA_StatusCode_name(status));
    for(size_t i = 0; i < arguments.clientUrlsSize; i++) {
        UA_String url = UA_STRING((char *)(uintptr_t)arguments.clientUrls[i]);
        UA_UInt64 handle = 0;
        /* A first attempt that fails is not an error: the stack tries again. */
        status = UA_Server_addReverseConnect(server, url, NULL, NULL, &handle);
        if(handle == 0)
            fail(arguments.clientUrls[i], UA_StatusCode_name(status));
    }
    puts("ready");
    while(running)
        UA_Server_run_iterate(server, true);
    UA_Server_run_shutdown(server);
    UA_Server_delete(server);
    return 0;
}
