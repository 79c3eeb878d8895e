@client
Feature: A client's secure channel over the server's socket (Part 6, 7.1.3 to 7.1.5)

  @NS-29 @requires:read-once @requires:sample
  Scenario: [1] The sample client reads a value and ends
    Given a client with an open session to read one value
    Then the client ends by itself

  @RC-034 @requires:read-once
  Scenario: [2] The client says CloseSecureChannel before it closes
    Given a client with an open session to read one value
    Then the client ends by itself
    And it said CloseSecureChannel before it closed

  Scenario Outline: [3] <message> on an open channel is an error
    Given a client with an open session
    When the real server sends <message> on the open channel
    Then the client closes the connection of the real server

    @RC-022
    Examples: what comes only once
      | message     |
      | Acknowledge |
      | Hello       |

    @RC-004
    Examples: what states more bytes than come
      | message      |
      | HTTP request |

    # Its type is to be checked before it is passed on: that the check ends the connection is our reading.
    @RC-004 @reading
    Examples: what a server never sends then
      | message      |
      | ReverseHello |

  # That it says CloseSecureChannel, if anything, and not Error, is judged on the record; that it ends the channel at all is our reading.
  @RC-038 @reading
  Scenario: [4] A message of unknown type on an open channel ends it without an Error message
    Given a client with an open session
    When the real server sends message of unknown type on the open channel
    Then the client closes the connection of the real server

  @RC-037
  Scenario: [5] Error on an open channel makes the client close
    Given a client with an open session
    When the real server sends Error on the open channel
    Then the client closes the connection of the real server

  # "Use only that one": that it ends the connection, rather than pass the message over, is our reading.
  @RC-026 @reading
  Scenario: [6] A message with the id of another channel is an error
    Given a client with an open session
    When the real server sends Message on the open channel with
      | SecureChannelId | 4294967295 |
    Then the client closes the connection of the real server

  @RC-029
  Scenario: [7] After a loss the client goes on with the connection that waited
    Given a client with an open session beside a connection that it holds
    When the real server drops the session's connection
    Then the client goes on with the connection that waited

  @NS-32
  Scenario: [8] Unwanted, silent and broken connections leave an open session as it is
    Given a client with an open session
    When our server B dials and sends ReverseHello with
      | ServerUri   | a stranger's URI |
      | EndpointUrl | a stranger's URL |
    And our server C dials
    And our server D dials and sends HTTP request
    And our server C resets the connection
    Then the session on the real server goes on for its hold time

  @NS-27
  Scenario Outline: [9] The session comes back after the server said <message> and closed
    Given a client with an open session
    When the real server sends <message> on the open channel
    And the real server drops the session's connection
    Then the client opens a session on the real server again

    Examples:
      | message            |
      | CloseSecureChannel |
      | Error              |

  @RC-037
  Scenario Outline: [10] Error <code> on an open channel makes the client close
    Given a client with an open session
    When the real server sends Error on the open channel with
      | Error | <code> |
    Then the client closes the connection of the real server

    Examples:
      | code                       |
      | BadTcpSecureChannelUnknown |
      | BadTcpMessageTypeInvalid   |
      | BadTcpInternalError        |
      | BadSecurityChecksFailed    |
      | BadTimeout                 |

  # A client that reconnects has a server's address at hand, and no use for it.
  @RC-016
  Scenario: [11] The client dials nobody itself after a loss either
    Given the wanted server's EndpointUrl leads to a trap
    And a client with an open session
    When the real server drops the session's connection
    Then nobody walks into the trap until the client has its session again
