@server
Feature: ReverseHello of a server (Part 6, 7.1.2.6)
  The server opens the connection and speaks first.

  @RC-019 @quick
  Scenario: [1] The first message on a dialed connection is a ReverseHello
    Given a listening client
    When the server starts
    Then the server dials our client with a ReverseHello

  @RC-002
  Scenario: [2] The fourth byte of a ReverseHello is F
    Given a listening client
    When the server starts
    Then the server sends ReverseHello with
      | Fourth byte | F |

  @RC-003
  Scenario: [3] MessageSize counts exactly the header and the two fields
    Given a listening client
    When the server starts
    Then the server sends ReverseHello with
      | Trailing | 0 |

  @RC-019
  Scenario: [4] The ReverseHello comes without waiting for a byte of the client
    Given a listening client
    When the server starts
    Then the server dials our client with a ReverseHello
    And the server keeps the connection to our client open for half the connect timeout

  @RC-005
  Scenario: [5] ServerUri is the application URI that GetEndpoints tells
    Given a waiting connection
    Then the ReverseHello agrees with GetEndpoints on ServerUri

  @RC-014
  Scenario: [6] EndpointUrl is one of the URLs that GetEndpoints returns
    Given a waiting connection
    Then the ReverseHello agrees with GetEndpoints on EndpointUrl

  @RC-006 @requires:application-uri
  Scenario Outline: [7] A server with an application URI of <bytes> bytes keeps ServerUri under 4096 bytes
    Given a listening client
    When the server starts with a ServerUri of <bytes> bytes
    Then the server sends ReverseHello with
      | ServerUri | under 4096 bytes |

    Examples:
      | bytes |
      | 200   |

  @RC-010
  Scenario: [8] EndpointUrl is under 4096 bytes
    Given a listening client
    When the server starts
    Then the server sends ReverseHello with
      | EndpointUrl | under 4096 bytes |

  @RC-033
  Scenario: [9] Every configured client is dialed
    Given listening clients A, B and C
    When the server starts
    Then the server dials our client A with a ReverseHello
    And the server dials our client B with a ReverseHello
    And the server dials our client C with a ReverseHello

  @RC-001
  Scenario: [10] The first three bytes are RHE
    Given a listening client
    When the server starts
    Then the server sends ReverseHello

  @RC-018
  Scenario Outline: [11] The server dials a client whose address is <address>
    Given a listening client
    When the server starts and dials <address>
    Then the server dials our client with a ReverseHello

    Examples:
      | address         |
      | a host name     |
      | an IPv4 address |

  @RC-018 @requires:ipv6
  Scenario: [12] The server dials a client whose address is an IPv6 address
    Given a listening client
    When the server starts and dials an IPv6 address
    Then the server dials our client with a ReverseHello

  @RC-009
  Scenario: [13] EndpointUrl is a URL with a host
    Given a listening client
    When the server starts
    Then the server sends ReverseHello with
      | EndpointUrl | a URL of opc.tcp |

  @RC-014 @requires:endpoint-url
  Scenario Outline: [14] A server that was told its EndpointUrl, <url>, lists it in GetEndpoints
    Given a listening client
    When the server starts with the EndpointUrl <url>
    Then the ReverseHello agrees with GetEndpoints on EndpointUrl

    Examples:
      | url                                 |
      | opc.tcp://localhost:4840/some/path  |
      | opc.tcp://Localhost:4840/some/path/ |

  @NS-07
  Scenario: [15] Each of several clients has a connection of its own
    Given listening clients A and B
    When the server starts
    Then the server dials our client A with a ReverseHello
    And the server dials our client B with a ReverseHello
    And the server keeps the connection to our client A open for half the connect timeout

  # It may refuse such a configuration: what it must not do is dial with it.
  @RC-006 @requires:application-uri
  Scenario Outline: [16] A server that is told an application URI of <bytes> bytes dials with less than 4096 bytes, or not at all
    Given a listening client
    When the server starts with a ServerUri of <bytes> bytes, if it does
    Then the server dials with a ServerUri under 4096 bytes, or not at all

    Examples:
      | bytes |
      | 1     |
      | 4095  |
      | 4096  |
      | 5000  |
