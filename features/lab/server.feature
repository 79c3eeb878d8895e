@server @requires:lab
Feature: A server behind a real router
  The server is in a network of its own, behind a NAT. What breaks is below its sockets: nobody tells it.

  @RC-031 @requires:keep-alive
  Scenario Outline: [1] The NAT forgets the waiting connection: the router <forgets>
    Given a waiting connection
    When the router <forgets>
    Then a session is there again within its keep-alive and dial time

    Examples:
      | forgets                                      |
      | forgets every flow                           |
      | forgets every flow and answers nobody        |
      | forgets every flow and resets who uses it    |

  @NS-01 @requires:keep-alive
  Scenario Outline: [2] The NAT forgets a session's connection and the one that waits: the router <forgets>
    Given a connection with an open session
    When the router <forgets>
    Then a session is there again within its keep-alive and dial time

    Examples:
      | forgets                                      |
      | forgets every flow                           |
      | forgets every flow and answers nobody        |
      | forgets every flow and resets who uses it    |

  @NS-12 @requires:connect-timeout
  Scenario Outline: [3] No dial gets through for 20 s, and none is left behind: the router <drops>
    Given a listening client
    And the router <drops>
    When the server starts
    And our side waits 20 s
    Then the server has at most 2 sockets towards us
    When the router works again
    Then a session is there again within its dial time

    Examples:
      | drops                            |
      | drops every SYN from the server  |
      | drops every SYN-ACK from the client |

  @NS-11
  Scenario Outline: [4] A dial that is refused is tried again, at its interval: by <refusal>
    Given a listening client
    And the router rejects dials by <refusal>
    When the server starts
    And our side waits 3 times the redial delay
    Then the server has dialed no more often than its redial delay allows
    When the router works again
    Then a session is there again within its dial time

    Examples:
      | refusal                          |
      | RST                              |
      | ICMP host unreachable            |
      | ICMP net unreachable             |
      | ICMP port unreachable            |
      | ICMP administratively prohibited |

  @NS-01 @requires:keep-alive
  Scenario Outline: [5] The link is down for <time> in the state: <state>, towards the <side>
    Given <state>
    When the router loses its link to the <side>, for <time>
    Then a session is there again within its keep-alive and dial time

    Examples:
      | state                                   | side   | time |
      | a waiting connection                    | client | 2 s  |
      | a waiting connection                    | server | 2 s  |
      | a connection after Hello and Acknowledge | client | 2 s  |
      | a connection with an open secure channel | client | 2 s  |
      | a connection with an open session       | client | 2 s  |
      | a connection with an open session       | server | 2 s  |
      | a waiting connection                    | client | 10 s |
      | a connection with an open session       | client | 10 s |
      | a waiting connection                    | client | 60 s |
      | a connection with an open session       | server | 60 s |

  @NS-01 @requires:keep-alive
  Scenario Outline: [6] The client's machine restarts and remembers nothing, in the state: <state>
    Given <state>
    When our machine restarts
    Then a session is there again within its keep-alive and dial time

    Examples:
      | state                                    |
      | a waiting connection                     |
      | a connection after Hello and Acknowledge |
      | a connection with an open session        |

  @NS-01 @requires:keep-alive
  Scenario Outline: [7] Only one direction works for 15 s: the router <drops>
    Given a connection with an open session
    When the router <drops>, for 15 s
    Then a session is there again within its keep-alive and dial time

    Examples:
      | drops                            |
      | drops everything from the server |
      | drops everything from the client |

  @NS-01 @requires:keep-alive
  Scenario Outline: [8] Packets are lost while sessions open: <percent> % from the <sender>
    Given a waiting connection
    And the router loses <percent> % of the packets from the <sender>
    When our client opens sessions for 5 s, whatever comes of it
    And the router works again
    Then a session is there again within its keep-alive and dial time

    Examples:
      | percent | sender |
      | 5       | server |
      | 5       | client |
      | 20      | server |
      | 20      | client |
      | 40      | server |
      | 40      | client |

  @NS-01
  Scenario Outline: [9] A tunnel passes <bytes> bytes at most and says so
    Given the router passes at most <bytes> bytes at once and says so
    And a waiting connection
    Then our client gets a session on the next connection
    And the session of our client still works

    Examples:
      | bytes |
      | 1280  |
      | 576   |

  @NS-01 @requires:keep-alive
  Scenario Outline: [10] A tunnel passes <bytes> bytes at most and says nothing: small messages pass, large ones do not
    Given the router passes at most <bytes> bytes at once and says nothing
    And a waiting connection
    When our client tries in vain to open a session
    And the router works again
    Then a session is there again within its keep-alive and dial time

    Examples:
      | bytes |
      | 1280  |
      | 576   |

  @NS-01
  Scenario: [11] A session opens over 64 kbit/s
    Given the router passes 64 kbit per second
    And a waiting connection
    Then our client gets a session on the next connection
    And the session of our client still works

  # No sentence says when a server has to resolve a name: the suite's reading of "establishes it again".
  @NS-01 @reading @requires:keep-alive
  Scenario Outline: [12] The client moves to another address under the same name, in the state: <state>
    Given <state>
    When our client moves to another address under the same name
    Then a session is there again within its keep-alive and dial time

    Examples:
      | state                             |
      | a waiting connection              |
      | a connection with an open session |

  @NS-01 @requires:ipv6
  Scenario Outline: [13] The client's host name is known <families>
    Given our host name is known <families>
    And a listening client
    When the server starts
    Then our client gets a session on a later connection

    Examples:
      | families                              |
      | in IPv6 only                          |
      | in both families                      |

  # A server may take its time for the dead address first; that it goes on to the other is the suite's reading.
  @NS-01 @reading @requires:ipv6
  Scenario Outline: [14] The client's host name is known <families>
    Given our host name is known <families>
    And a listening client
    When the server starts
    Then a session is there again within its dial time

    Examples:
      | families                              |
      | in both families, of which IPv6 is dead |
      | in both families, of which IPv4 is dead |

  @NS-12 @requires:connect-timeout
  Scenario: [15] The NAT has no port left for the next connection
    Given the router has 1 port for flows of its NAT
    And a connection with an open session
    When our side waits 5 s
    Then the server has at most 3 sockets towards us
    When the router works again
    Then a session is there again within its dial time

  @NS-01
  Scenario: [16] A firewall resets what it sees for 3 s
    Given a connection with an open session
    When the router rejects everything by RST, for 3 s
    Then a session is there again within its dial time

  # What these need (netem) not every kernel has: could not run there.
  @NS-01 @netem
  Scenario Outline: [17] The packets come <how>
    Given the router <how>
    And a waiting connection
    Then our client gets a session on the next connection

    Examples:
      | how                            |
      | delays packets by 100 ms       |
      | reorders packets over 20 ms    |
      | duplicates 20 % of the packets |

  # A server that asks often enough keeps its connection; one that does not makes another. What was never idle so long was never forgotten.
  @NS-01 @requires:keep-alive
  Scenario Outline: [18] The router <forgets>, in the state: <state>
    Given the router <forgets>
    And <state>
    When our side waits 5 s
    Then a session is there again within its keep-alive and dial time

    Examples:
      | state                             | forgets                                                     |
      | a waiting connection              | forgets flows that are idle for 3 s                         |
      | a waiting connection              | forgets flows that are idle for 3 s and answers nobody      |
      | a waiting connection              | forgets flows that are idle for 3 s and resets who uses it  |
      | a connection with an open session | forgets flows that are idle for 3 s                         |
      | a connection with an open session | forgets flows that are idle for 3 s and resets who uses it  |
